"""The pictures that are sent from program to program."""

from itertools import islice

from footlight.bench.passage.pictures import HEIGHT, WIDTH, draw, pictures
from footlight.capture import timestrip
from footlight.clock import SystemClock


def test_every_picture_tells_its_number_and_when_it_was_given_out() -> None:
    clock, drawn = SystemClock(), draw()
    began = clock.now()
    for number, image in enumerate(islice(pictures(clock, drawn), 3), 1):
        assert image.shape == (HEIGHT, WIDTH, 3)
        stamp = timestrip.read(image)
        assert stamp is not None
        assert stamp.number == number
        assert began <= stamp.captured_at(clock.now()) <= clock.now()
