import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { CartLine } from '@/shop/cart'

/** What the stock no longer covers, and what to do about it before paying. */
export function LineProblems({ lines }: { lines: CartLine[] }) {
  const short = lines.filter(({ problem }) => problem)
  return (
    <Notice tone="error" title={short.length === 1 ? 'One thing sold faster than you' : `${short.length} things sold faster than you`}>
      <ul className="mt-1 grid gap-0.5">
        {short.map(({ productId, name, quantity, problem, product }) => (
          <li key={productId}>
            {problem === 'sold-out'
              ? `${name} is sold out. Take it out of the cart.`
              : `Of ${name} there ${product.stock === 1 ? 'is' : 'are'} ${product.stock} left, and you have ${quantity}. Take ${quantity - product.stock} out.`}
          </li>
        ))}
      </ul>
      <ButtonLink href="/cart" prefetch={false} className="mt-4 mb-1">
        Change the cart
      </ButtonLink>
    </Notice>
  )
}
