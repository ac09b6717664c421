/** To come. */
export function PatrolPage() {
  return <main class="page" />;
}
