/** A guest's name from the two fields; null while one of them is empty. */
export interface NameFields {
  first: string;
  last: string;
}

export function nameOf(fields: NameFields): string | null {
  const first = tidy(fields.first);
  const last = tidy(fields.last);
  return first !== "" && last !== "" ? `${first} ${last}` : null;
}

function tidy(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}
