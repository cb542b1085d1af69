import { useLayoutEffect, useRef } from "preact/hooks";
import type { Practice } from "../api/types.ts";
import { letterColour } from "./contrast.ts";
import { cx } from "./cx.ts";
import "./practice-mark.css";

/** The practice's mark: its first letter upon its colour. The colour is a CSSOM write: the policy allows no inline style. */
export function PracticeMark(props: { practice: Practice; small?: boolean }) {
  const mark = useRef<HTMLSpanElement>(null);
  const { colour, name } = props.practice;
  useLayoutEffect(() => {
    if (!mark.current) return;
    mark.current.style.backgroundColor = colour;
    mark.current.style.color = letterColour(colour);
  }, [colour]);
  return (
    <span ref={mark} class={cx("practice-mark", props.small && "practice-mark-small")} aria-hidden="true">
      {Array.from(name.trim())[0]?.toUpperCase() ?? ""}
    </span>
  );
}
