// Chinese, simplified.
import type { Template } from "./template.ts";

export const zh: Template = {
  language: "zh",
  modeWords: { drill: "演练", simulation: "模拟", replay: "回放", test: "测试" },
  decimalMark: ".",
  joint: "",

  strength: {
    none: "无感",
    weak: "微弱",
    light: "轻微",
    moderate: "中等",
    strong: "强烈",
    veryStrong: "非常强烈",
    severe: "剧烈",
    violent: "猛烈",
    extreme: "极其猛烈",
  },
  shaking: (word) => (word.length > 2 ? `${word}的晃动` : `${word}晃动`),
  likely: { expected: "预计", possible: "可能" },
  now: "此刻",
  inSeconds: (seconds) => `${seconds}秒后`,
  ago: (seconds) => `约${seconds}秒前`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${likely}${when}有${shaking}。`,
  comingBriefly: ({ shaking, when }) => `${when}有${shaking}。`,
  weaker: ({ shaking, when }) => `弱于先前通报：预计${when}有${shaking}。`,
  came: ({ shaking, when }) => `${when}有${shaking}。`,
  withdrawn: () => "地震警报已撤销：预计不会有晃动。",
  over: () => "晃动应已结束。",
  test: () => "这是地震警报测试，没有发生地震。",

  near: ({ shaking, likely, place, km }) => `${likely}${place}附近有${shaking}，${km}公里处有轻微晃动。`,
  within: ({ shaking, likely, place, km }) => `${likely}距${place} ${km}公里内有${shaking}。`,
  close: ({ shaking, likely, place }) => `${likely}${place}附近有${shaking}。`,
  withdrawnNear: ({ place }) => `${place}附近的地震警报已撤销：预计不会有晃动。`,
  endedNear: ({ shaking, place }) => `警报结束：估计${place}附近有过${shaking}。`,

  act: "趴下、掩护、抓牢。",
  aftershocks: "谨防余震。",
  checks: "请检查伤情和燃气，谨防余震。",

  detected: "检测到地震。",
  magnitude: (value) => `震级约${value}。`,
  distance: (km) => `距震中${km}公里。`,
  unconfirmed: "初步估计，尚未确认。",
  replaces: "本消息取代此前的消息。",
  updates: "后续将更新。",
  source: "来源：Tocsin，自动发布。",

  protect:
    "趴下、掩护、抓牢：躲到结实的桌子下面，护住头和颈部，直到晃动停止。" +
    "使用轮椅者：锁住轮子，护住头和颈部，抓牢扶手。",
  nothingToDo: "无需避险。",
  afterwards: "检查自己和他人是否受伤。如闻到燃气味，请到室外，不要触碰开关。可能有余震，届时请再次趴下、掩护、抓牢。",
};
