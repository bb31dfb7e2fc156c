"""The chats: their parts on one store, and their routes."""

from dataclasses import dataclass

from fastapi import APIRouter

from footlight.accounts.channelroles import ChannelRoles
from footlight.accounts.standings import Standings
from footlight.api.chatdoor import ChatDoor
from footlight.api.chatranks import ChatRanks
from footlight.api.chatroles import ChatRoles
from footlight.api.v1.chatdesk import ChatDesk
from footlight.api.v1.chatemotes import chat_emotes_router
from footlight.api.v1.chatlines import chat_lines_router
from footlight.api.v1.chatorder import chat_order_router
from footlight.api.v1.chatrules import chat_rules_router
from footlight.app.accounts import Accounts
from footlight.chat.allowance import Rate
from footlight.chat.commands.blocking import BlockCommands
from footlight.chat.commands.book import Book
from footlight.chat.commands.order import OrderCommands
from footlight.chat.commands.own import OwnCommands
from footlight.chat.commands.people import PeopleCommands
from footlight.chat.commands.roles import RoleCommands
from footlight.chat.commands.rules import RuleCommands
from footlight.chat.commands.shows import ShowCommands
from footlight.chat.emotes import EmoteShelf
from footlight.chat.history import History
from footlight.chat.lines import Lines
from footlight.chat.moderation.bans import Bans
from footlight.chat.moderation.begun import OrderBook
from footlight.chat.moderation.filterbook import FilterBook
from footlight.chat.moderation.held import HeldLines
from footlight.chat.moderation.judging import Judge
from footlight.chat.moderation.log import OrderLog
from footlight.chat.moderation.order import Order
from footlight.chat.moderation.records import Records
from footlight.chat.opening import Opening
from footlight.chat.pins import Pins
from footlight.chat.polls import Polls
from footlight.chat.rooms import Bounds, Rooms
from footlight.chat.session import Services
from footlight.chat.tastes import Tastes
from footlight.chat.together import Together
from footlight.chat.whom import Whois
from footlight.hub.writer import Writer
from footlight.model.clock import Clock
from footlight.settings import Limits
from footlight.store.store import Store


@dataclass(frozen=True, slots=True)
class Chats:
    """The parts of all chats, on one store."""

    store: Store
    clock: Clock
    lines: Lines
    history: History
    polls: Polls
    emotes: EmoteShelf
    rooms: Rooms
    door: ChatDoor
    order: Order
    filters: FilterBook
    services: Services


def chats(of: Accounts, writer: Writer, bounds: Bounds) -> Chats:
    """All of them, made.

    Args:
        writer: writes to the connections of the whole server.
        bounds: may change while the server runs.
    """
    store, clock, ranks = of.store, of.clock, ChatRanks()
    lines, history, standings = Lines(store, clock, ranks), History(store), Standings(store, clock)
    pins, polls = Pins(store, clock, history, ranks), Polls(store, clock, ranks)
    emotes = EmoteShelf(store, clock, ranks, _emote)
    opening = Opening(history, OrderBook(store, clock), pins, polls, emotes)
    rooms = Rooms(clock, writer, Together(lines), opening, bounds, Judge(Records(store, clock), clock))
    whois = Whois(store, ranks)
    order = Order(store, clock, whois, ranks, history)
    tastes, roles = Tastes(store, clock), ChatRoles(ChannelRoles(store, clock), of.book)
    commands = Book(
        [
            *OwnCommands(clock, standings, tastes, rooms).commands(),
            *BlockCommands(tastes, rooms, whois).commands(),
            *PeopleCommands(roles).commands(),
            *RoleCommands(roles).commands(),
            *ShowCommands(pins, polls).commands(),
            *OrderCommands(order).commands(),
            *RuleCommands(order).commands(),
        ]
    )
    return Chats(
        store=store,
        clock=clock,
        lines=lines,
        history=history,
        polls=polls,
        emotes=emotes,
        rooms=rooms,
        door=ChatDoor(of.asking, of.admission, of.grants, standings, rooms),
        order=order,
        filters=FilterBook(store, clock, ranks, history),
        services=Services(clock, history, standings, commands, polls, tastes),
    )


def chat_bounds(limits: Limits) -> Bounds:
    """The settings' limits, as the rooms take them."""
    return Bounds(limits.chat_connections, Rate(limits.chat_lines_per_second, limits.chat_lines_at_once))


def chat_routers(of: Chats, accounts: Accounts) -> list[APIRouter]:
    """What the API has of chats, beside their WebSocket."""
    asking, desk = accounts.asking, ChatDesk(accounts.sights, of.rooms)
    return [
        chat_lines_router(asking, desk, of.history, of.clock),
        chat_order_router(asking, desk, of.order, OrderLog(of.store), Bans(of.store), HeldLines(of.store)),
        chat_rules_router(asking, desk, of.order, of.filters),
        chat_emotes_router(asking, desk, of.emotes, of.clock),
    ]


def _emote(data: bytes) -> tuple[bytes, bool]:
    from footlight.codec.emotepicture import emote

    return emote(data)
