/** A ref for secrets: empties the field when its page is left, since Next keeps left pages in the document for the way back. */
export function forgetWhenHidden(input: HTMLInputElement | null) {
  return () => {
    if (input) input.value = ''
  }
}
