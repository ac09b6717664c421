/** To come. */
export function WorkPage() {
  return <main class="page" />;
}
