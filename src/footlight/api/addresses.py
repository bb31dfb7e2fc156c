"""IP addresses as people are counted by them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address


def plain_address(text: str) -> Address:
    """An address without what depends on the socket that saw it: the link's name, IPv4 as a corner of IPv6.

    Raises:
        ValueError: it is none.
    """
    address = ip_address(text.partition("%")[0])
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
