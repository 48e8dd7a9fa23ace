// Japanese; the words for what to do are those of the ShakeOut drills there.
import type { Template } from "./template.ts";

export const ja: Template = {
  language: "ja",
  modeWords: { drill: "訓練", simulation: "シミュレーション", replay: "過去の記録", test: "試験" },
  decimalMark: ".",
  joint: "",

  strength: {
    none: "体に感じない",
    weak: "弱い",
    light: "軽い",
    moderate: "やや強い",
    strong: "強い",
    veryStrong: "非常に強い",
    severe: "激しい",
    violent: "非常に激しい",
    extreme: "極めて激しい",
  },
  shaking: (word) => `${word}揺れ`,
  likely: { expected: "見込み", possible: "可能性" },
  now: "いま",
  inSeconds: (seconds) => `${seconds}秒後に`,
  ago: (seconds) => `約${seconds}秒前に`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${when}${shaking}の${likely}。`,
  comingBriefly: ({ shaking, when }) => `${when}${shaking}。`,
  weaker: ({ shaking, when }) => `先の発表より弱く、${when}${shaking}の見込み。`,
  came: ({ shaking, when }) => `${when}${shaking}がありました。`,
  withdrawn: () => "地震の警報を取り消します。揺れの見込みはありません。",
  over: () => "揺れは収まったとみられます。",
  test: () => "これは地震警報の試験です。地震は発生していません。",

  near: ({ shaking, likely, place, km }) => `${place}付近で${shaking}、${km}km先で軽い揺れの${likely}。`,
  within: ({ shaking, likely, place, km }) => `${place}から${km}km以内で${shaking}の${likely}。`,
  close: ({ shaking, likely, place }) => `${place}付近で${shaking}の${likely}。`,
  withdrawnNear: ({ place }) => `${place}付近の地震の警報を取り消します。揺れの見込みはありません。`,
  endedNear: ({ shaking, place }) => `警報終了。${place}付近では${shaking}があったと推定されます。`,

  act: "まず低く、頭を守り、動かない。",
  aftershocks: "余震に注意してください。",
  checks: "けがとガス漏れを確認し、余震に注意してください。",

  detected: "地震を検知しました。",
  magnitude: (value) => `マグニチュードは約${value}。`,
  distance: (km) => `震央まで約${km}km。`,
  unconfirmed: "第一報であり、確定していません。",
  replaces: "これまでの発表に代わるものです。",
  updates: "続報をお待ちください。",
  source: "発信元：Tocsin（自動）。",

  protect:
    "まず低く、頭を守り、動かない。丈夫な机の下に入り、頭と首を守り、揺れが収まるまで待ってください。" +
    "車いすの方：ブレーキをかけ、頭と首を守り、つかまってください。",
  nothingToDo: "身を守る必要はありません。",
  afterwards:
    "自分や周りの人にけががないか確認してください。ガスのにおいがしたら外に出て、スイッチに触れないでください。" +
    "余震が来たら、もう一度、まず低く、頭を守り、動かない。",
};
