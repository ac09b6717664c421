import { computed } from '@preact/signals';
import { lang } from '../../../settings.ts';

/** What is said of printing; it comes with the script that prints. */
export const zh = {
  title: '打印地图',
  heading: '标题',
  paper: '纸张',
  orientation: '方向',
  orientations: { landscape: '横向', portrait: '竖向' },
  make: '生成打印页',
  drawing: '正在按打印精度画地图…',
  ready: '打印页已生成。打印时请按实际大小，不要缩放。',
  failed: '打印页没有画出来。请关闭后再试一次，或选小一些的纸张。',
  partial: '有些内容没有及时取到，图上可能不全。',
  print: '打印',
  close: '关闭打印页',
  legend: '图例',
  north: '上方为北',
  bar: (length: string) => `比例尺：图上这一段为 ${length}`,
  scale: (n: string) => `约 1:${n}，按实际大小打印时`,
  pictureAt: '画面时间',
  filter: '筛选',
  noFilter: '不筛选，显示全部',
};

export const en: typeof zh = {
  title: 'Print the map',
  heading: 'Title',
  paper: 'Paper',
  orientation: 'Orientation',
  orientations: { landscape: 'Landscape', portrait: 'Portrait' },
  make: 'Make the sheet',
  drawing: 'Drawing the map at print resolution…',
  ready: 'The sheet is ready. Print at actual size, without scaling.',
  failed: 'The sheet could not be drawn. Close it and try again, or choose smaller paper.',
  partial: 'Some of the map had not arrived in time; it may be incomplete.',
  print: 'Print',
  close: 'Close the sheet',
  legend: 'Legend',
  north: 'North is up',
  bar: (length) => `Scale: this bar is ${length}`,
  scale: (n) => `about 1:${n} at actual size`,
  pictureAt: 'Picture of',
  filter: 'Filter',
  noFilter: 'none, everything is shown',
};

export const words = computed(() => (lang.value === 'en' ? en : zh));
