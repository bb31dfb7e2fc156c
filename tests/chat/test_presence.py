"""A crowd that goes away at once."""

from footlight.chat.caller import Caller
from footlight.chat.fanout import Fanout
from footlight.chat.messages import FromServer
from footlight.chat.presence import GRACE, Client, Presence
from footlight.chat.ranks import Rank, deeds_of
from footlight.hub.writer import Writer
from footlight.model.names import PersonName
from footlight.model.units import seconds
from tests.chat.stage import Outlet
from tests.fakes.clock import HandClock


def test_a_crowd_that_goes_at_once_is_forgotten_some_at_a_time_and_all_of_it() -> None:
    clock = HandClock()
    told: list[FromServer] = []
    presence, fanout = Presence(clock, told.append, deeds_of), Fanout(clock, Writer(clock))
    clients = []
    for number in range(1_200):
        caller = Caller(right="guest", rank=Rank.GUEST, device=b"%032d" % number)
        clients.append(Client(caller, fanout.join(Outlet()), caller.rank))
        presence.enter(clients[-1])
        presence.name(clients[-1], PersonName(f"guest{number}x"))
    for client in clients[::2] + clients[1::2]:
        presence.leave(client)
    clock.forward(seconds(GRACE))
    left = []
    for _ in range(3):
        presence.tick()
        left.append((presence.people, len(presence.page("", 2_000))))
    assert left == [(200, 200), (0, 0), (0, 0)]
    assert presence.nicks.holder("guest7x") is None
