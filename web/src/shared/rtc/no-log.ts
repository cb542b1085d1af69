/** Stands for the package `debug` in the bundle: it would read the browser's storage and write to the console. */
export default function noLog(): () => void {
  return () => undefined;
}
