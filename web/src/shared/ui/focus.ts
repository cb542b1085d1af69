const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** What can be reached with Tab inside `part`, in order. */
export function focusable(part: HTMLElement): HTMLElement[] {
  return Array.from(part.querySelectorAll<HTMLElement>(FOCUSABLE)).filter(
    (element) =>
      !element.hasAttribute("disabled") &&
      element.tabIndex >= 0 &&
      element.getClientRects().length > 0 &&
      getComputedStyle(element).visibility !== "hidden",
  );
}

/** Keeps Tab inside `part`: from the last element to the first, and back. */
export function keepTabInside(part: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const elements = focusable(part);
  const first = elements[0];
  const last = elements[elements.length - 1];
  if (!first || !last) {
    event.preventDefault();
    return;
  }
  const current = document.activeElement;
  const outside = !part.contains(current);
  if (event.shiftKey && (outside || current === first || current === part)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (outside || current === last)) {
    event.preventDefault();
    first.focus();
  }
}
