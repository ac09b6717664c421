/** To come. */
export function JoinPage() {
  return <main class="page" />;
}
