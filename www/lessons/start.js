// Lesson 1: the first loss should be ln V, and the output weights decide whether it is.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "A network that has seen no data knows nothing: it should give each of the V characters the same probability. So its [loss](loss) before the first step can be predicted. Predict it, then look at a network with weights of std 1.",
    link: "#preset=naive",
    panel: "verdicts",
    question: {
      ask: "What should the first loss be?",
      choices: ["0: no mistake has been made yet", "ln V", "Anything: training will fix it"],
      answer: 1,
      because: "A uniform guess gives the right character probability 1/V, and its loss is −ln(1/V) = ln V.",
    },
    observe: "ln V is {lnv}, and this network starts at {first}. It isn’t just ignorant; it is confident and wrong.",
  },
  {
    text: "Its logits are sums over many hidden neurons with [output weights](controls) of std 1, so they are many units apart, and softmax turns them into near certainties. Now train it.",
    link: "#preset=naive",
    panel: "loss",
    axis: "linear",
    play: 1000,
    question: {
      ask: "What shape will the loss have over the first 1,000 steps?",
      choices: ["A steep fall, then a slow one", "A straight line", "A rise, then a fall"],
      answer: 0,
      because: "Becoming less confident is easy, and lowers the loss fast. Learning names is hard, and comes later.",
    },
    observe:
      "From {first} to {smooth} (smoothed) in {step} steps: a hockey stick. Its steep part is spent on unlearning false confidence.",
  },
  {
    text: "The fix: [output weights](controls) of std 0.01 and no output bias. All logits are then nearly equal, and the guess is nearly uniform.",
    link: "#preset=output-fixed",
    panel: "loss",
    axis: "linear",
    keepsCurve: true,
    play: 1000,
    question: {
      ask: "After the same 1,000 steps, where is this network?",
      choices: ["Behind: it had less far to fall", "At the same loss", "Far ahead"],
      answer: 2,
      because: "It spends its first steps on what the naive one has not started yet: which characters follow which.",
    },
    observe: "It started at {first}, with ln V = {lnv}, and is now at {smooth} (smoothed). No hockey stick.",
  },
  {
    text: "If small is good, why not exactly 0? For the output layer alone, it works (lesson 7 shows where it doesn’t). The [verdict](verdicts) compares every first loss with ln V.",
    link: "#preset=output-fixed&out=std:0",
    panel: "verdicts",
    question: {
      ask: "What is the first loss with output weights of exactly 0?",
      choices: ["0", "ln V exactly", "NaN"],
      answer: 1,
      because: "All logits are 0, so all probabilities are exactly equal.",
    },
    observe: "It starts at {first}; ln V is {lnv}.",
  },
];
