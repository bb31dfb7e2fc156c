"""Binding the port, and saying why it cannot be."""

import asyncio
import socket
from contextlib import closing

import pytest

from footlight.api.listen import ListenOptions, listen
from footlight.errors import AddressUnavailableError


def test_port_0_lets_the_system_choose_one() -> None:
    with closing(listen("127.0.0.1", 0)) as listening:
        assert listening.port > 0
        assert listening.loopback
        assert listening.url_host == "127.0.0.1"


def test_all_addresses_of_a_name_share_one_port() -> None:
    with closing(listen("localhost", 0)) as listening:
        assert {one.getsockname()[1] for one in listening.sockets} == {listening.port}
        assert listening.loopback
        assert listening.url_host == "localhost"


def test_where_it_listens_on_all_addresses_one_that_works_is_told() -> None:
    with closing(listen("0.0.0.0", 0)) as listening:
        assert not listening.loopback
        assert listening.url_host != "0.0.0.0"
        socket.create_connection((listening.url_host, listening.port), timeout=10).close()


def test_every_address_by_which_others_reach_it_is_told_once() -> None:
    with closing(listen("0.0.0.0", 0)) as everywhere, closing(listen("127.0.0.1", 0)) as here:
        hosts = everywhere.url_hosts
        assert hosts[0] == everywhere.url_host
        assert len(set(hosts)) == len(hosts)
        assert here.url_hosts == ["127.0.0.1"]


def test_who_chooses_the_port_by_another_option_is_told_that_one() -> None:
    options = ListenOptions("--listen", "--listen HOST:PORT")
    with (
        closing(listen("127.0.0.1", 0)) as first,
        pytest.raises(AddressUnavailableError, match="choose another with --listen HOST:PORT"),
    ):
        listen("127.0.0.1", first.port, options)


def test_all_addresses_are_those_of_both_kinds() -> None:
    with closing(listen("::", 0)) as listening:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, listening.port), timeout=10).close()


@pytest.mark.parametrize(("host", "own"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("127.0.0.1", "127.0.0.1")])
def test_this_machine_itself_has_an_address_to_reach_it_by(host: str, own: str) -> None:
    with closing(listen(host, 0)) as listening:
        assert listening.own_host == own
        socket.create_connection((own, listening.port), timeout=10).close()


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with (
        closing(listen("127.0.0.1", 0)) as first,
        pytest.raises(AddressUnavailableError, match=f"port {first.port} on 127.0.0.1 is taken"),
    ):
        listen("127.0.0.1", first.port)
    listen("127.0.0.1", first.port).close()


@pytest.mark.parametrize("host", ["192.0.2.1", "256.256.256.256", "a b", "x" * 300, "a..b", "\0"])
def test_a_host_that_is_not_this_machine_is_told(host: str) -> None:
    with pytest.raises(AddressUnavailableError):
        listen(host, 0)


async def test_a_small_message_does_not_wait_for_the_one_before() -> None:
    accepted: asyncio.Future[socket.socket] = asyncio.get_running_loop().create_future()

    def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.set_result(writer.get_extra_info("socket"))

    with closing(listen("127.0.0.1", 0)) as listening:
        server = await asyncio.start_server(take, sock=listening.sockets[0])
        async with server:
            _, writer = await asyncio.open_connection("127.0.0.1", listening.port)
            assert (await accepted).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
