import { BarChart } from 'echarts/charts';
import { BrushComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// Only what the figures draw with: the whole of ECharts is five times as much.
use([BarChart, BrushComponent, GridComponent, TooltipComponent, SVGRenderer]);

export interface Hand {
  /** A row was clicked, its number from the top. */
  onRow?(i: number): void;
  /** Spans were brushed over, the first and the last; null when the brush was put away by a click. */
  onBrush?(range: readonly [number, number] | null): void;
}

/** A chart in an element of the page. It keeps its element's size. */
export class Drawing {
  readonly #chart: EChartsType;
  readonly #watch: ResizeObserver;

  constructor(element: HTMLElement, hand: () => Hand) {
    this.#chart = init(element, null, { renderer: 'svg' });
    this.#watch = new ResizeObserver(() => this.#chart.resize());
    this.#watch.observe(element);
    // The whole row is meant, not the bar alone: the smallest has no length to be hit.
    this.#chart.getZr().on('click', ({ offsetX, offsetY }) => {
      const at = this.#chart.convertFromPixel({ gridIndex: 0 }, [offsetX, offsetY]);
      if (Array.isArray(at)) hand().onRow?.(Math.round(at[1] as number));
    });
    this.#chart.on('brushEnd', (event) => {
      const [area] = (event as { areas: { coordRange: [number, number] }[] }).areas;
      hand().onBrush?.(area ? area.coordRange : null);
      // What was brushed is shown by the bars' colour from now on.
      if (area) this.#chart.dispatchAction({ type: 'brush', areas: [] });
    });
  }

  show(option: EChartsCoreOption): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#chart.setOption({ ...option, animation: !still }, { notMerge: true });
    if ('brush' in option) {
      const brushOption = { brushType: 'lineX', brushMode: 'single' };
      this.#chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption });
    }
  }

  remove(): void {
    this.#watch.disconnect();
    this.#chart.dispose();
  }
}
