import { useEffect, useRef } from "preact/hooks";
import { common } from "../shared/text/index.ts";

/** The page's heading. It takes the focus when one comes to the page, so that a screen reader says where one is. */
export function PageHeading(props: { words: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.words} · ${common.productName}`;
    heading.current?.focus({ preventScroll: true });
  }, [props.words]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.words}
    </h1>
  );
}
