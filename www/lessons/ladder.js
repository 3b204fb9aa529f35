// Lesson 10: the lecture's five networks with one hidden layer, trained one after the other, and how much each fix gains.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "Five networks, each one fix better than the last: naive; small [output weights](controls); hidden weights scaled by hand; the same by gain/√fan_in; BatchNorm. All use the same seed and number of steps. Predict, then climb.",
    link: "#preset=naive",
    panel: "verdicts",
    question: {
      ask: "Which fix lowers the validation loss most?",
      choices: ["The output weights", "Scaling the hidden weights", "BatchNorm"],
      answer: 0,
      because:
        "It saves all the steps that the naive network spends on unlearning. With one hidden layer, the other fixes gain little.",
    },
    observe: "This is the first rung: its first loss is {first}. The next card trains all five.",
  },
  {
    text: "Each network is trained, then evaluated over the whole training and validation splits; press a rung’s name to run it again. One hidden layer is a mild case: scale and norm matter more in deep networks. And after few steps BatchNorm may lag, since its running averages (momentum 0.001) have not caught up yet.",
    link: "#preset=naive",
    panel: "loss",
    ladder: [1_000, 10_000, 200_000],
  },
];
