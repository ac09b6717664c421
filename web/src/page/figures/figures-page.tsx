/** To come. */
export function FiguresPage() {
  return <main class="page" />;
}
