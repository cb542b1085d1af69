const EMAIL_MAX = 254;

/**
 * Whether a person could have meant this as an e-mail address. It is to catch slips while the form is open; the server
 * decides.
 */
export function isEmail(text: string): boolean {
  const address = text.trim();
  return address.length <= EMAIL_MAX && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\.]+(\.[^\s@<>,;:"()[\]\\.]+)*$/.test(address);
}
