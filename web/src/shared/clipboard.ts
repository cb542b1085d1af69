/** Puts text on the clipboard; false where the browser does not let a page do that. The only file that touches it. */
export async function copyText(text: string): Promise<boolean> {
  // Absent where the page is not served securely, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
