import { expect, test } from 'vitest'
import { withSection } from './section'

test('a section is put at the end once, and is replaced where it is', () => {
  const first = withSection('# All\ntext\n', '# Near\n1\n')
  expect(first).toMatch(/^# All\ntext\n\n<!-- .*\n# Near\n1\n<!-- .*-->\n$/)
  const later = withSection(`${first}\n# After\n`, '# Near\n2')
  expect(later).toBe(`${first}\n# After\n`.replace('\n1\n', '\n2\n'))
})
