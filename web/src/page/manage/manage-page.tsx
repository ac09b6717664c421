/** To come. */
export function ManagePage() {
  return <main class="page" />;
}
