/** To come. */
export function SignInPage() {
  return <main class="page" />;
}
