declare module "*.svg?inner" {
  const inner: string;
  export default inner;
}
