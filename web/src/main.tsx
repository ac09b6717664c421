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
