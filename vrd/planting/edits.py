"""List the edits of planted stretches in one table; a new line is a new edit.

``filters`` is an ffmpeg filter chain over pictures of ``{w}`` x ``{h}`` pixels; ``{x}`` and ``{y}``
are the place of a crop. Its result may have another size and is fitted into the host. Only
``speed`` and ``rate`` change the timing.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Left, top, width and height in parts of a picture; see `vrd.planting.regions`.
Region = tuple[float, float, float, float]
WHOLE: Region = (0.0, 0.0, 1.0, 1.0)
GREY = "hue=s=0"
SEPIA = (
    "colorchannelmixer=rr=.393:rg=.769:rb=.189:ra=0:gr=.349:gg=.686:gb=.168:ga=0:"
    "br=.272:bg=.534:bb=.131:ba=0"
)


@dataclass(frozen=True)
class Edit:
    """Describe one edit.

    Attributes
    ----------
    name, group
        The name of the edit, and the class of edits under which reports count it.
    heavy
        Whether the edit changes the picture much.
    filters
        An ffmpeg filter chain; empty for none.
    speed
        Seconds of the source that pass in a second of the host.
    rate
        Frames per second that are kept of the source; 0 for all.
    bitrate
        Bits per second of an intermediate encoding; 0 for none.
    overlay
        A picture of `vrd.planting.overlays` that is laid over the stretch; empty for none.
    position
        Where the overlay lies: ``x:y`` as ffmpeg writes it.
    inset
        Side of the stretch as a part of the side of the host, which continues around it; 0 for
        none.
    crop
        Side of the part of the picture that is kept, as a part of the side; 0 for all.
    place
        Where an inset or a crop lies if a piece does not tell it: the parts of the spare width and
        height that are left of it and above it.
    shows, lies
        The region of the source that is kept by other filters, and where it is put.
    dissolve
        Seconds over which the stretch is faded into the host at both ends.
    """

    name: str
    group: str
    heavy: bool = False
    filters: str = ""
    speed: float = 1.0
    rate: float = 0.0
    bitrate: int = 0
    overlay: str = ""
    position: str = "0:0"
    inset: float = 0.0
    crop: float = 0.0
    # A crop is off the centre, as in pan-and-scan.
    place: tuple[float, float] = (0.35, 0.6)
    shows: Region = WHOLE
    lies: Region = WHOLE
    dissolve: float = 0.0

    @property
    def mirrored(self) -> bool:
        """Return whether left and right are exchanged."""
        return "hflip" in self.filters


def _crop(part: float) -> str:
    return f"crop=iw*{part}:ih*{part}:(iw-ow)*{{x}}:(ih-oh)*{{y}},scale={{w}}:{{h}}"


def _lines(lines: int) -> str:
    return f"scale=-2:{lines}:flags=area,scale={{w}}:{{h}}:flags=bilinear"


def _perspective(part: float) -> str:
    return (
        f"perspective=x0=W*{part}:y0=H*{part / 2}:x1=W*{1 - part / 3}:y1=0:x2=0:y2=H:"
        f"x3=W:y3=H*{1 - part}"
    )


def _weave(pixels: int) -> str:
    twice = 2 * pixels
    return (
        f"crop=iw-{twice}:ih-{twice}:{pixels}+{pixels}*sin(n*0.9):{pixels}+{pixels}*sin(n*1.7+1),"
        "scale={w}:{h}"
    )


# The scratches lie elsewhere in every frame.
_SHAKING = "mod(n*53\\,61)-60:mod(n*31\\,47)-46"
# Bars hide the part of the picture that lies under them; squeezed pictures keep all of it.
_LETTERBOX = "crop=iw:floor(ih*0.39)*2,pad={w}:{h}:0:(oh-ih)/2"
_SQUEEZED_HIGH = "scale={w}:trunc({h}*0.34)*2,pad={w}:{h}:0:(oh-ih)/2"
_PILLARBOX = "crop=floor(iw*0.375)*2:ih,pad={w}:{h}:(ow-iw)/2:0"
_MIDDLE_HIGH: Region = (0, 0.11, 1, 0.78)
_MIDDLE_WIDE: Region = (0.125, 0, 0.75, 1)
_LESS_HIGH: Region = (0, 0.16, 1, 0.68)
_LESS_WIDE: Region = (0.16, 0, 0.68, 1)
_SQUEEZED_WIDE = "scale=trunc({w}*0.34)*2:{h},pad={w}:{h}:(ow-iw)/2:0"

#: Every edit, light ones before heavy ones of the same group.
TABLE = (
    Edit("plain", "none"),
    Edit("low bitrate", "low bitrate", bitrate=90_000),
    Edit("very low bitrate", "low bitrate", heavy=True, bitrate=25_000),
    Edit("240 lines", "resolution", filters=_lines(240)),
    Edit("144 lines", "resolution", heavy=True, filters=_lines(144)),
    Edit("greyscale", "greyscale, sepia", filters=GREY),
    Edit("sepia", "greyscale, sepia", filters=SEPIA),
    Edit("more contrast", "contrast", filters="eq=contrast=1.35"),
    Edit("harsh contrast", "contrast", heavy=True, filters="eq=contrast=2.2:saturation=1.4"),
    Edit("flat", "contrast", heavy=True, filters="eq=contrast=0.45"),
    Edit("lighter gamma", "gamma", filters="eq=gamma=1.5"),
    Edit("dark gamma", "gamma", heavy=True, filters="eq=gamma=0.4:brightness=-0.05"),
    Edit("crop 90 %", "crop 90 %", filters=_crop(0.9), crop=0.9),
    Edit("crop 75 %", "crop 75 %", heavy=True, filters=_crop(0.75), crop=0.75),
    Edit("crop 60 %", "crop 60 %", heavy=True, filters=_crop(0.6), crop=0.6),
    Edit("letterbox", "letterbox", filters=_LETTERBOX, shows=_MIDDLE_HIGH, lies=_MIDDLE_HIGH),
    Edit(
        "letterbox, squeezed",
        "letterbox",
        heavy=True,
        filters=_SQUEEZED_HIGH,
        lies=_LESS_HIGH,
    ),
    Edit("pillarbox", "pillarbox", filters=_PILLARBOX, shows=_MIDDLE_WIDE, lies=_MIDDLE_WIDE),
    Edit(
        "pillarbox, squeezed",
        "pillarbox",
        heavy=True,
        filters=_SQUEEZED_WIDE,
        lies=_LESS_WIDE,
    ),
    Edit("logo", "logo", overlay="logo", position="W*0.88-w/2:H*0.12-h/2"),
    Edit("large logo", "logo", heavy=True, overlay="large logo", position="W*0.72-w/2:H*0.3-h/2"),
    Edit("subtitle", "subtitle, banner", overlay="subtitle"),
    Edit("banner", "subtitle, banner", heavy=True, overlay="banner"),
    Edit("mirror", "mirror", heavy=True, filters="hflip"),
    Edit("inset 60 %", "picture in picture 60 %", heavy=True, inset=0.6, place=(0.9, 0.85)),
    Edit(
        "inset 40 %",
        "picture in picture 40 %",
        heavy=True,
        inset=0.4,
        place=(0.55 / 0.6, 0.08 / 0.6),
    ),
    Edit(
        "rotated 3 degrees",
        "rotation",
        filters="rotate=3*PI/180,crop=iw*0.9:ih*0.9",
        shows=(0.05, 0.05, 0.9, 0.9),
    ),
    Edit("rotated 10 degrees", "rotation", heavy=True, filters="rotate=10*PI/180"),
    Edit("perspective", "perspective", filters=_perspective(0.05)),
    Edit("strong perspective", "perspective", heavy=True, filters=_perspective(0.18)),
    Edit("grain", "grain", filters="noise=alls=18:allf=t"),
    Edit("heavy grain", "grain", heavy=True, filters="noise=alls=55:allf=t"),
    Edit(
        "scratches",
        "scratches",
        overlay="scratches",
        position=_SHAKING,
    ),
    Edit(
        "scratches, flicker",
        "scratches",
        heavy=True,
        filters=GREY + ",eq=brightness=0.12*sin(n*2.3):contrast=1.2:eval=frame",
        overlay="many scratches",
        position=_SHAKING,
    ),
    Edit("blur", "blur", filters="gblur=sigma=2"),
    Edit("heavy blur", "blur", heavy=True, filters="gblur=sigma=7"),
    Edit("gate weave", "gate weave", filters=_weave(4)),
    Edit("strong gate weave", "gate weave", heavy=True, filters=_weave(14)),
    Edit("speed 0.96", "speed 0.96, 1.04", speed=0.96),
    Edit("speed 1.04", "speed 0.96, 1.04", speed=1.04),
    Edit("speed 0.8", "speed 0.8, 1.25", heavy=True, speed=0.8),
    Edit("speed 1.25", "speed 0.8, 1.25", heavy=True, speed=1.25),
    Edit("24 to 25 fps", "24 to 25 fps", speed=25 / 24, rate=24),
    Edit("15 fps", "frame rate", rate=15),
    Edit("6 fps", "frame rate", heavy=True, rate=6),
    Edit("dissolves", "dissolves", dissolve=1.0),
    Edit("mirror, grey", "two edits", heavy=True, filters="hflip," + GREY),
    Edit("crop 75 %, sped up", "two edits", heavy=True, filters=_crop(0.75), crop=0.75, speed=1.04),
    Edit("sepia, grain", "two edits", filters=SEPIA + ",noise=alls=18:allf=t"),
    Edit(
        "letterbox, low bitrate",
        "two edits",
        filters=_LETTERBOX,
        bitrate=90_000,
        shows=_MIDDLE_HIGH,
        lies=_MIDDLE_HIGH,
    ),
    Edit(
        "crop 90 %, logo",
        "two edits",
        filters=_crop(0.9),
        crop=0.9,
        overlay="logo",
        position="W*0.1:H*0.1",
    ),
    Edit("144 lines, dark", "two edits", heavy=True, filters=_lines(144) + ",eq=gamma=0.5"),
)

#: Every edit by its name.
EDITS = {edit.name: edit for edit in TABLE}
