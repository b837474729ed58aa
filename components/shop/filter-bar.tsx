import Form from 'next/form'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { SelectControl } from '@/components/ui/select'
import { type FilterChoice, isNarrowed } from './catalogue-filter'
import { SubmitOnChange } from './submit-on-change'

const SORT_NAMES = [
  { value: 'featured', label: 'Our order' },
  { value: 'price-up', label: 'Price, low to high' },
  { value: 'price-down', label: 'Price, high to low' },
  { value: 'name', label: 'Name' },
]

/** Sort and filters as a GET form: a button without JavaScript, at every change with it. */
export function FilterBar({ path, choice, count }: { path: string; choice: FilterChoice; count: number }) {
  return (
    <Form
      action={path}
      scroll={false}
      className="mt-8 mb-7 flex flex-wrap items-center gap-x-4 gap-y-1.5 border-y sm:gap-x-6 border-line py-2.5"
    >
      <p className="mr-auto font-medium" role="status">
        {count === 1 ? 'One thing' : `${count} things`}
      </p>
      <Checkbox name="stock" value="in" defaultChecked={choice.inStock} label="In stock" />
      <Checkbox name="new" value="1" defaultChecked={choice.onlyNew} label="New" />
      <label className="flex items-center gap-2">
        <span className="whitespace-nowrap">Up to $</span>
        <input
          name="max"
          inputMode="decimal"
          defaultValue={choice.maxDollars ?? ''}
          placeholder="any"
          autoComplete="off"
          className="min-h-10 w-20 rounded-xl border-[1.5px] border-edge bg-card px-3 placeholder:text-soft hover:border-ink focus-visible:rounded-xl"
        />
      </label>
      <div className="flex min-w-40 flex-1 items-center gap-2 sm:flex-none">
        <label htmlFor="sort" className="max-sm:sr-only">
          Sort
        </label>
        <SelectControl id="sort" name="sort" defaultValue={choice.sort} options={SORT_NAMES} compact />
      </div>
      <SubmitOnChange />
      <Button type="submit" size="sm" variant="outline" className="script:hidden">
        Apply
      </Button>
      {isNarrowed(choice) ? (
        <Link href={path} scroll={false} className="prose-link py-2">
          Clear
        </Link>
      ) : null}
    </Form>
  )
}
