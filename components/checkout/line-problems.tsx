import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { CartLine } from '@/shop/cart'

/** What cannot be bought as it is, and what to do about it before paying. */
export function LineProblems({ lines }: { lines: CartLine[] }) {
  const short = lines.filter(({ problem }) => problem)
  return (
    <Notice tone="error" title={short.length === 1 ? 'One thing went faster than you' : `${short.length} things went faster than you`}>
      <ul className="mt-1 grid gap-0.5">
        {short.map((line) => (
          <li key={line.productId}>{whatToDo(line)}</li>
        ))}
      </ul>
      <ButtonLink href="/cart" prefetch={false} className="mt-4 mb-1">
        Change the cart
      </ButtonLink>
    </Notice>
  )
}

function whatToDo({ name, quantity, problem, product: { stock } }: CartLine): string {
  if (problem === 'gone') return 'We no longer sell one of these things. Take it out of the cart.'
  if (problem === 'sold-out') return `${name} is sold out. Take it out of the cart.`
  return `Of ${name} there ${stock === 1 ? 'is' : 'are'} ${stock} left, and you have ${quantity}. Take ${quantity - stock} out.`
}
