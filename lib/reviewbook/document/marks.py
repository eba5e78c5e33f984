"""The signs of the tones: each has a shape of its own, so that none depends on colour.

They are drawings, not characters: no face must have them, and a screen reader
is given a word in place of the name of a shape.
"""

from __future__ import annotations

from reviewbook.blocks import Tone

__all__ = ["COLOURS", "MARKS"]

#: Colours with a contrast of at least 4.5 to 1 on white.
COLOURS = {Tone.GOOD: "#1b7a4b", Tone.WARN: "#a15c00", Tone.BAD: "#b42318"}

_SHAPES = {
    Tone.GOOD: '<circle cx="8" cy="8" r="7.5" fill="{colour}"/><path d="M4.4 8.4l2.5 2.5 4.8-5.3" {line}/>',
    Tone.WARN: '<path d="M8 .8l7.6 13.9H.4z" fill="{colour}"/><path d="M8 5.6v4.2M8 11.7v.9" {line}/>',
    Tone.BAD: '<rect x=".7" y=".7" width="14.6" height="14.6" rx="2" fill="{colour}"/>'
    '<path d="M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4" {line}/>',
}
_LINE = 'fill="none" stroke="#ffffff" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"'

#: A circle with a tick, a triangle with an exclamation mark, a square with a cross.
MARKS = {
    tone.value: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">'
    + shape.format(colour=COLOURS[tone], line=_LINE)
    + "</svg>"
    for tone, shape in _SHAPES.items()
}
