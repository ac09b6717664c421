/** To come. */
export function VerifyPage() {
  return <main class="page" />;
}
