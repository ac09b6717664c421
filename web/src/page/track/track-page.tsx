/** To come. */
export function TrackPage() {
  return <main class="page" />;
}
