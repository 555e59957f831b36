import { crc32, deflateSync } from 'node:zlib';

/** Paper as dots: one byte a dot, 1 = black; grows downwards. */
export class Bitmap {
  readonly widthDots: number;
  #dots = new Uint8Array(0);
  #heightDots = 0;

  constructor(widthDots: number) {
    this.widthDots = widthDots;
  }

  get heightDots(): number {
    return this.#heightDots;
  }

  isBlack(x: number, y: number): boolean {
    if (x < 0 || x >= this.widthDots || y < 0 || y >= this.#heightDots) return false;
    return this.#dots[y * this.widthDots + x] === 1;
  }

  /** Makes a rectangle black; what lies beside the paper is cut off. */
  fill(x: number, y: number, width: number, height: number): void {
    this.growTo(y + height);
    const from = Math.max(0, x);
    const to = Math.max(from, Math.min(this.widthDots, x + width));
    for (let row = y; row < y + height; row += 1) {
      this.#dots.fill(1, row * this.widthDots + from, row * this.widthDots + to);
    }
  }

  growTo(heightDots: number): void {
    if (heightDots <= this.#heightDots) return;
    this.#heightDots = heightDots;
    const needed = heightDots * this.widthDots;
    if (needed <= this.#dots.length) return;
    const wider = new Uint8Array(Math.max(needed, 2 * this.#dots.length));
    wider.set(this.#dots);
    this.#dots = wider;
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
