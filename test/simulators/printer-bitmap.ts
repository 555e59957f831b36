import { crc32, deflateSync } from 'node:zlib';

/** Paper as dots: one byte a dot, 1 = black; grows downwards. */
export class Bitmap {
  readonly widthDots: number;
  readonly #rows: Uint8Array[] = [];

  constructor(widthDots: number) {
    this.widthDots = widthDots;
  }

  get heightDots(): number {
    return this.#rows.length;
  }

  isBlack(x: number, y: number): boolean {
    return this.#rows[y]?.[x] === 1;
  }

  /** Makes a rectangle black; what lies beside the paper is cut off. */
  fill(x: number, y: number, width: number, height: number): void {
    this.growTo(y + height);
    for (let row = y; row < y + height; row += 1) {
      this.#rows[row]?.fill(1, Math.max(0, x), Math.max(0, Math.min(this.widthDots, x + width)));
    }
  }

  growTo(heightDots: number): void {
    while (this.#rows.length < heightDots) this.#rows.push(new Uint8Array(this.widthDots));
  }

  /** As a PNG of one bit a dot, with a white margin so that decoders find the quiet zone. */
  toPng(marginDots = 24): Uint8Array {
    const width = this.widthDots + 2 * marginDots;
    const height = this.heightDots + 2 * marginDots;
    const stride = 1 + Math.ceil(width / 8);
    const raw = Buffer.alloc(stride * height, 0xff);
    for (let y = 0; y < height; y += 1) {
      raw[y * stride] = 0;
      for (let x = 0; x < this.widthDots; x += 1) {
        if (!this.isBlack(x, y - marginDots)) continue;
        const at = x + marginDots;
        const index = y * stride + 1 + (at >> 3);
        raw[index] = (raw[index] ?? 0) & ~(0x80 >> (at & 7));
      }
    }
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header[8] = 1;
    return Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(raw)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

/** One chunk of a PNG. Source: W3C PNG, section 5.3. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
