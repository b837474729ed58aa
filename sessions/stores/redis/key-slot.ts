/** How many slots a Redis Cluster has. */
export const SLOTS = 16_384

/** CRC16 as Redis Cluster counts it (CCITT, "XMODEM": polynomial 0x1021, nothing reflected, starts at 0), for each byte. */
const CRC = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc
})

/**
 * The slot of a key: of its hash tag, the first text in braces, if that is not empty.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export function slotOf(key: string): number {
  const open = key.indexOf('{')
  const close = open < 0 ? -1 : key.indexOf('}', open + 1)
  let crc = 0
  for (const byte of Buffer.from(close > open + 1 ? key.slice(open + 1, close) : key))
    crc = (crc << 8) ^ (CRC[((crc >> 8) ^ byte) & 0xff] as number)
  return crc & (SLOTS - 1)
}
