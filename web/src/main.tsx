import './style/layers.css';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { startRouter } from './router.ts';
import { startSettings } from './settings.ts';
import { parseView } from './view.ts';

startSettings(parseView(location.search).lang);
startRouter();
render(<App />, document.getElementById('app') as HTMLElement);

// Only where it was built, and where browsers allow one: on localhost and over TLS.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register('/sw.js').catch((error: unknown) => console.warn('no service worker:', error));
}
