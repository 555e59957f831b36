/** Scanned bytes as text: UTF-8 where they are, else byte for byte. Control characters inside are data and stay. */
export function scanText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
