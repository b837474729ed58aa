/** From here on the shop counts aloud. */
const FEW = 12

/** "7 left" when it is getting scarce, "Sold out" in words, else whatever stands there otherwise. */
export function StockLine({ stock, otherwise }: { stock: number; otherwise: string }) {
  if (stock === 0) return <p className="text-[0.9375rem] text-soft">Sold out for now</p>
  if (stock <= FEW) return <p className="text-[0.9375rem] font-semibold text-few">{stock} left</p>
  return <p className="text-[0.9375rem] text-soft">{otherwise}</p>
}
