/** In words whether it can be had, for the product page. */
export function StockState({ stock }: { stock: number }) {
  if (stock === 0) return <p className="font-semibold text-danger">Sold out. More are being made; we do not know when they come.</p>
  if (stock <= 12) return <p className="font-semibold text-few">{stock === 1 ? 'The last one' : `${stock} left`}</p>
  return <p className="font-medium text-good">In stock</p>
}
