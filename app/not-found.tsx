import { NOT_HERE, NotHere } from '@/components/shop/not-here'

export const metadata = NOT_HERE

export default function NotFound() {
  return <NotHere />
}
