import type { ComponentChildren } from "preact";

/** Text of ours in which **words between stars** are bold: what stands on a button or in a menu. */
export function Rich(props: { text: string }): ComponentChildren {
  return props.text.split("**").map((part, index) => (index % 2 === 1 ? <b key={index}>{part}</b> : part));
}
