import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../build.ts";

// Writes media/spool.ttf: the one icon that status bar texts cannot take from a picture. VS Code wants a font for it.

type Point = [x: number, y: number];

/** On the 24-grid of media/spool.svg, y downwards: two flanges and what is wound between them. */
const shapes: Point[][] = [
  [
    [4.25, 3],
    [19.75, 3],
    [19.75, 6.5],
    [17, 8.25],
    [7, 8.25],
    [4.25, 6.5],
  ],
  ...[9.25, 11.4, 13.55].map((top): Point[] => [
    [7, top],
    [17, top],
    [17, top + 1.2],
    [7, top + 1.2],
  ]),
  [
    [7, 15.75],
    [17, 15.75],
    [19.75, 17.5],
    [19.75, 21],
    [4.25, 21],
    [4.25, 17.5],
  ],
];

const unit = 40;
const em = 24 * unit;
/** In the private area of Unicode; named again in extension/manifest/icons.ts. */
const character = 0xe001;

const u16 = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from([(value >> 8) & 255, value & 255])));
const u32 = (...values: number[]) => u16(...values.flatMap((value) => [Math.floor(value / 65_536), value % 65_536]));

function glyph(): Buffer {
  const contours = shapes.map((shape) =>
    shape.map(([x, y]): Point => [Math.round(x * unit), em - Math.round(y * unit)]),
  );
  const points = contours.flat();
  const bounds = [0, 1].map((axis) => points.map((point) => point[axis] ?? 0));
  const [xs = [], ys = []] = bounds;
  let end = -1;
  const ends = contours.map((contour) => (end += contour.length));
  const steps = (values: number[]) => u16(...values.map((value, index) => value - (values[index - 1] ?? 0)));
  const flags = Buffer.alloc(points.length, 1);
  const body = Buffer.concat([
    u16(contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)),
    u16(...ends, 0),
    flags,
    steps(xs),
    steps(ys),
  ]);
  return Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
}

function names(): Buffer {
  const entries: [number, string][] = [
    [1, "spool"],
    [2, "Regular"],
    [3, "spool"],
    [4, "spool"],
    [5, "Version 1.0"],
    [6, "spool"],
  ];
  const texts = entries.map(([, text]) => Buffer.from(text, "utf16le").swap16());
  let offset = 0;
  const records = entries.map(([id], index) => {
    const length = texts[index]?.length ?? 0;
    offset += length;
    return u16(3, 1, 0x409, id, length, offset - length);
  });
  return Buffer.concat([u16(0, entries.length, 6 + entries.length * 12), ...records, ...texts]);
}

function tables(): [string, Buffer][] {
  const outline = glyph();
  const points = shapes.flat().length;
  const map = u16(4, 32, 0, 4, 4, 1, 0, character, 0xffff, 0, character, 0xffff, (1 - character) & 0xffff, 1, 0, 0);
  return [
    [
      "OS/2",
      Buffer.concat([
        u16(4, em, 400, 5, 0, 500, 500, 0, 0, 500, 500, 0, 0, 50, 300, 0),
        Buffer.alloc(10),
        u32(0, 0x10000000, 0, 0),
        Buffer.from("SPOL"),
        u16(0x40, character, character, em, 0, 0, em, 0),
        u32(0, 0),
        u16(0, 0, 0, 0, 1),
      ]),
    ],
    ["cmap", Buffer.concat([u16(0, 1, 3, 1), u32(12), map])],
    ["glyf", outline],
    [
      "head",
      Buffer.concat([
        u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
        u16(3, em),
        Buffer.alloc(16),
        u16(0, 0, em, em, 0, 8, 2, 1, 0),
      ]),
    ],
    ["hhea", Buffer.concat([u32(0x10000), u16(em, 0, 0, em, 0, 0, em, 1, 0, 0, 0, 0, 0, 0, 0, 2)])],
    ["hmtx", u16(em, 0, em, 0)],
    ["loca", u32(0, 0, outline.length)],
    ["maxp", Buffer.concat([u32(0x10000), u16(2, points, shapes.length, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)])],
    ["name", names()],
    ["post", Buffer.concat([u32(0x30000, 0), u16(0, 0), u32(0, 0, 0, 0, 0)])],
  ];
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 4 <= data.length; at += 4) sum = (sum + data.readUInt32BE(at)) % 2 ** 32;
  return sum;
}

function font(): Buffer {
  const all = tables();
  let offset = 12 + all.length * 16;
  const padded = all.map(([, data]) => Buffer.concat([data, Buffer.alloc(-data.length & 3)]));
  const directory = all.map(([tag, data], index) => {
    const body = padded[index] ?? data;
    const entry = Buffer.concat([Buffer.from(tag), u32(checksum(body), offset, data.length)]);
    offset += body.length;
    return entry;
  });
  const power = Math.floor(Math.log2(all.length));
  const search = 16 * 2 ** power;
  const header = Buffer.concat([u32(0x10000), u16(all.length, search, power, all.length * 16 - search)]);
  const whole = Buffer.concat([header, ...directory, ...padded]);
  const headAt = directory.findIndex((_entry, index) => all[index]?.[0] === "head");
  const head = directory[headAt]?.readUInt32BE(8) ?? 0;
  whole.writeUInt32BE((0xb1b0afba - checksum(whole) + 2 ** 32) % 2 ** 32, head + 8);
  return whole;
}

await writeFile(join(root, "media", "spool.ttf"), font());
