"""The composition root: builds every part of a server, straight down."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial

from footlight.accounts.admission import Admission
from footlight.accounts.changes import RightChanges
from footlight.accounts.channelroles import ChannelRoles
from footlight.accounts.channels import ChannelBook
from footlight.accounts.export import export_person
from footlight.accounts.follows import Follows
from footlight.accounts.grants import Grants
from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.keys import StreamKeys
from footlight.accounts.passkeys import Passkeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.pictures import Pictures
from footlight.accounts.rightwatch import RightWatch
from footlight.accounts.sessions import Sessions
from footlight.accounts.standings import Standings
from footlight.accounts.tickets import Links, Tickets
from footlight.accounts.tokens import Tokens
from footlight.api.chat import chat_router
from footlight.api.chatdoor import ChatDoor
from footlight.api.chatranks import ChatRanks
from footlight.api.chatroles import ChatRoles
from footlight.api.health import LoopLag, health_router
from footlight.api.identity import Asking
from footlight.api.limits import chat_bounds, hub_limits, live_limits
from footlight.api.listen import Listening, listen
from footlight.api.live import live_router
from footlight.api.media import media_router
from footlight.api.metrics import metrics_router
from footlight.api.pages import pages_router
from footlight.api.reload import Reloader
from footlight.api.serving import at_work, serving
from footlight.api.tls import Tls, server_tls
from footlight.api.v1.broadcasts import broadcasts_router
from footlight.api.v1.channelpeople import channel_people_router
from footlight.api.v1.channels import channels_router
from footlight.api.v1.chatdesk import ChatDesk
from footlight.api.v1.chatemotes import chat_emotes_router
from footlight.api.v1.chatlines import chat_lines_router
from footlight.api.v1.chatorder import chat_order_router
from footlight.api.v1.chatrules import chat_rules_router
from footlight.api.v1.entering import Entering
from footlight.api.v1.follows import follows_router
from footlight.api.v1.invitations import invitations_router
from footlight.api.v1.keys import keys_router
from footlight.api.v1.listing import Listing
from footlight.api.v1.me import me_router
from footlight.api.v1.passkeys import passkeys_router
from footlight.api.v1.people import people_router
from footlight.api.v1.pictures import pictures_router
from footlight.api.v1.session import session_router
from footlight.api.v1.sessions import sessions_router
from footlight.api.v1.sight import Sights
from footlight.api.v1.site import site_router
from footlight.api.v1.telling import Telling
from footlight.api.v1.tickets import tickets_router
from footlight.api.v1.tokens import tokens_router
from footlight.chat.commands.blocking import BlockCommands
from footlight.chat.commands.book import Book
from footlight.chat.commands.order import OrderCommands
from footlight.chat.commands.own import OwnCommands
from footlight.chat.commands.people import PeopleCommands
from footlight.chat.commands.roles import RoleCommands
from footlight.chat.commands.rules import RuleCommands
from footlight.chat.commands.shows import ShowCommands
from footlight.chat.emotes import EmoteShelf
from footlight.chat.forgetting import forgetting
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
from footlight.chat.rooms import Rooms
from footlight.chat.session import Services
from footlight.chat.tastes import Tastes
from footlight.chat.whom import Whois
from footlight.clock import SystemClock, thread_time
from footlight.delivery.snapshots import Snapshots
from footlight.hub.directory import LocalDirectory
from footlight.hub.hub import Hub
from footlight.ingest.pull.keys import PullKeys
from footlight.ingest.pull.process import worker_process
from footlight.ingest.pull.sources import PullSources
from footlight.ingest.pull.supervisor import Ingest, PullSupervisor
from footlight.logs import configure_logs
from footlight.settings import Settings
from footlight.store.store import open_store


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    listening: Listening
    tls: Tls | None
    keys: StreamKeys
    invitations: Invitations
    people: People
    reloader: Reloader
    stopping: asyncio.Event
    """Set when the server is to stop, by whoever wants it, or by itself where a part of it failed."""

    @property
    def port(self) -> int:
        return self.listening.port

    @property
    def url(self) -> str:
        """Its address for people and clients, without a slash at the end."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{self.listening.url_host}:{self.port}"


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Server]:
    """Run a server on this event loop for as long as the block lasts; it answers when the block begins.

    At its end everybody is told bye, in under 5 s in all.

    Raises:
        AddressUnavailableError: the address to listen on is taken, or not this machine's.
        StoreUnavailableError: the data folder cannot be used.
        SettingInvalidError: the given certificate cannot be used.
    """
    clock, lag, stopping = SystemClock(), LoopLag(), asyncio.Event()
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(closing(listen(settings.host, settings.port)))
        store = await stack.enter_async_context(open_store(settings.data, settings.database))
        tls = server_tls(settings, listening.loopback, datetime.datetime.now(datetime.UTC))
        keys = StreamKeys(store, clock)
        passwords, guessing = Passwords(), Guessing(clock)
        invitations, sessions = Invitations(store, clock), Sessions(store, clock)
        people = People(store, clock, passwords, guessing, invitations, sessions, settings.sign_up)
        tokens, grants = Tokens(store, clock), Grants(store, clock, passwords, guessing)
        tickets, links = Tickets(clock), Links(clock)
        admission = Admission(grants, tickets, links, keys)
        book, follows = ChannelBook(store, clock, passwords), Follows(store, clock)
        asking, sights = Asking(sessions, tokens, clock), Sights(book)
        passkeys, entering = Passkeys(store, clock, sessions, guessing), Entering(people, sessions)
        pulls, pull_keys = PullSources(store, clock, settings.limits.pulls), PullKeys(admission)
        of_hub, of_live = hub_limits(settings.limits), live_limits(settings.limits)
        hub = Hub(clock, of_hub, thread_time)
        directory = LocalDirectory(hub)
        ranks = ChatRanks()
        lines, history, standings = Lines(store, clock, ranks), History(store), Standings(store, clock)
        of_chats = chat_bounds(settings.limits)
        pins, polls = Pins(store, clock, history, ranks), Polls(store, clock, ranks)
        emotes = EmoteShelf(store, clock, ranks, _emote)
        opening = Opening(history, OrderBook(store, clock), pins, polls, emotes)
        rooms = Rooms(clock, hub.writer, lines, opening, of_chats, Judge(Records(store, clock), clock))
        door = ChatDoor(asking, admission, grants, standings, rooms)
        whois = Whois(store, ranks)
        order = Order(store, clock, whois, ranks, history)
        tastes, roles = Tastes(store, clock), ChatRoles(ChannelRoles(store, clock), book)
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
        desk, filters = ChatDesk(sights, rooms), FilterBook(store, clock, ranks, history)
        telling = Telling(directory, pulls, follows)
        supervisor = PullSupervisor(
            store,
            pulls,
            pull_keys,
            _ingest(settings, listening, tls),
            lambda: worker_process(settings.log_level, settings.log_format),
        )
        routers = [
            # Routes are looked through one after the other: these are what crowds ask for.
            live_router(hub, pull_keys, admission, clock, of_live),
            chat_router(door, rooms, Services(clock, history, standings, commands, polls, tastes), of_live),
            media_router(hub, admission, clock, Snapshots(hub, clock)),
            tickets_router(asking, grants, tickets, links),
            health_router(store.check, lag, stopping.is_set),
            metrics_router(hub, lag, supervisor),
            site_router(people),
            session_router(people, passkeys, entering, asking),
            people_router(people, entering, Guessing(clock), asking),
            invitations_router(invitations, asking),
            me_router(people, entering, partial(export_person, store), asking),
            sessions_router(sessions, asking),
            passkeys_router(passkeys, asking),
            tokens_router(tokens, asking),
            broadcasts_router(asking, sights, Listing(book, directory, clock), directory, hub),
            channels_router(asking, book, sights, telling),
            pictures_router(asking, sights, Pictures(store, clock, _shaped)),
            keys_router(asking, keys, sights),
            channel_people_router(asking, book, people, sights),
            follows_router(asking, follows, sights, telling),
            chat_lines_router(asking, desk, history, clock),
            chat_order_router(asking, desk, order, OrderLog(store), Bans(store), HeldLines(store)),
            chat_rules_router(asking, desk, order, filters),
            chat_emotes_router(asking, desk, emotes),
            pages_router(),
        ]
        await stack.enter_async_context(at_work(lag.measure(), stopping))
        await stack.enter_async_context(at_work(rooms.run(), stopping))
        await stack.enter_async_context(at_work(forgetting(lines), stopping))
        await stack.enter_async_context(at_work(polls.run(rooms), stopping))
        rights = RightWatch(store, RightChanges(store, clock), grants, hub, rooms, heeds=door)
        await rights.begin()
        await stack.enter_async_context(at_work(rights.run(), stopping))
        await stack.enter_async_context(serving(settings, listening, tls, hub, routers, stopping))
        await stack.enter_async_context(at_work(supervisor.run(), stopping))
        # What may be refused comes first, so that the others change nothing then.
        reloader = Reloader(
            settings,
            [
                lambda _new: _renew(tls, settings),
                lambda new: configure_logs(new.log_level, new.log_format),
                lambda new: of_hub.become(hub_limits(new.limits)),
                lambda new: of_live.become(live_limits(new.limits)),
                lambda new: of_chats.become(chat_bounds(new.limits)),
                lambda new: supervisor.allow(new.pull_allow),
                lambda new: people.admit(new.sign_up),
            ],
        )
        try:
            yield Server(listening, tls, keys, invitations, people, reloader, stopping)
        finally:
            stopping.set()


def _shaped(data: bytes) -> bytes:
    # OpenCV takes its time and memory, and many servers are never given a picture.
    from footlight.codec.stillpicture import shaped

    return shaped(data)


def _emote(data: bytes) -> tuple[bytes, bool]:
    from footlight.codec.emotepicture import emote

    return emote(data)


def _renew(tls: Tls | None, settings: Settings) -> None:
    if tls is not None and settings.tls_certificate is not None and settings.tls_key is not None:
        tls.renew(settings.tls_certificate, settings.tls_key)


def _ingest(settings: Settings, listening: Listening, tls: Tls | None) -> Ingest:
    pin = None if tls is None else tls.fingerprint
    return Ingest(tls is not None, listening.own_host, listening.port, pin, settings.pull_allow)
