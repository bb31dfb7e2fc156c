"""The figures that the overlay tells."""

from footlight.desktop.figures import Channel, Figures, bits, codec_in_words, lag
from footlight.model.units import Micros

SECOND = 1_000_000


def test_rates_are_those_of_late() -> None:
    figures = Figures()
    for number in range(100):
        at = Micros(10 * SECOND + number * 40_000)
        figures.came(at, 5_000)
        figures.painted(at, Micros(20_000 + number), (640, 360))

    now = Micros(14 * SECOND)
    assert figures.rate(now) == 25 * 49 / 50
    assert figures.bitrate(now) == 49 * 5_000 * 8 / 2
    assert figures.rate(Micros(60 * SECOND)) == 0
    assert figures.latency(Micros(60 * SECOND)) is None


def test_rows_say_what_is_known_and_a_dash_where_nothing_is() -> None:
    figures = Figures()
    rows = dict(figures.rows(Micros(0), Channel("", None, 0, 0)))
    assert rows["Latency"] == rows["Size"] == rows["Codec"] == rows["Viewers"] == "–"
    assert "Tampered with" not in rows

    figures.painted(Micros(SECOND), Micros(42_000), (1920, 1080))
    rows = dict(figures.rows(Micros(SECOND), Channel("avc1.42c01f", 3, 2, 7)))
    assert rows["Latency"] == "42 ms"
    assert rows["p50 / p95"] == "42 ms / 42 ms"
    assert rows["Size"] == "1920 × 1080"
    assert rows["Codec"] == "H.264"
    assert rows["Viewers"] == "3"
    assert rows["Groups skipped"] == "2"
    assert rows["Tampered with"] == "7 packets"


def test_a_picture_of_unknown_latency_counts_as_a_picture() -> None:
    figures = Figures()
    figures.painted(Micros(SECOND), None, (2, 2))

    assert figures.rate(Micros(SECOND)) == 0.5
    assert figures.latencies(Micros(SECOND)) == []


def test_numbers_are_written_as_people_read_them() -> None:
    assert lag(Micros(1_350_000)) == "1.35 s"
    assert bits(850_000) == "850 kbit/s"
    assert bits(2_400_000) == "2.4 Mbit/s"
    assert codec_in_words("hvc1.1.6.L93.B0") == "HEVC"
    assert codec_in_words("strange") == "strange"
