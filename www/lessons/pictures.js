// Lesson 4: the four pictures that show whether a network is healthy, and what a wrong learning rate does to them.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "Four pictures show how healthy a deep network is: [activations](layers), the [gradients](layers) with respect to them, the [weight gradients](weights), and the [update ratio](update) (update:data in the lecture), the size of an update relative to the weights. In the first two, layers should look alike. The last is the one to watch while training.",
    link: "#preset=deep-gain-5/3",
    panel: "layers",
  },
  {
    text: "An update is rate × gradient. Its std divided by that of the weights, as log₁₀, shows how fast a layer learns: −3 is a thousandth per step. Here is the [untrained](weights) network; its output weights were made small, so that it starts at ln V.",
    link: "#preset=deep-gain-5/3",
    panel: "layers",
    question: {
      ask: "Whose first update is largest relative to its weights?",
      choices: ["The first layer’s", "The output layer’s", "All are alike"],
      answer: 1,
      because: "The same gradient counts for more where the weights are small.",
    },
    observe:
      "Hidden layers: {update_least} to {update_most}. Output layer: {update_last}. It falls as its weights grow.",
  },
  {
    text: "Train it with the usual rate of 0.1 and watch the [update ratio](update) over the steps. The dashed line is −3.",
    link: "#preset=deep-gain-5/3",
    panel: "update",
    play: 300,
    question: {
      ask: "Where will the hidden layers’ curves settle?",
      choices: ["Near 0", "Near −3, or a little above", "Near −6"],
      answer: 1,
      because: "Near 0 a step would replace the weights; at −6 it would take a million steps to move them.",
    },
    observe: "Hidden layers between {update_least} and {update_most}; the smoothed loss is {smooth}.",
  },
  {
    text: "A [learning rate](controls) a hundred times smaller: 0.001.",
    link: "#preset=deep-gain-5/3&lr=0.001",
    panel: "update",
    play: 300,
    question: {
      ask: "Where do the curves of the update ratio go?",
      choices: ["They stay where they were", "Up by 2", "Down by about 2"],
      answer: 2,
      because: "A hundred times smaller is 2 less on a scale of log₁₀.",
    },
    observe:
      "Hidden layers between {update_least} and {update_most}, and the smoothed loss is still {smooth}: too slow.",
  },
  {
    text: "And a hundred times larger: 10. The [verdict](verdicts) will react.",
    link: "#preset=deep-gain-5/3&lr=10",
    panel: "layers",
    play: 20,
    question: {
      ask: "What do 20 such steps do?",
      choices: [
        "They learn as much as 2,000 small ones",
        "They replace the weights, and saturate every layer",
        "Nothing: tanh holds them back",
      ],
      answer: 1,
      because: "Updates as large as the weights overwrite them. The sums grow, and every tanh ends at ±1.",
    },
    observe: "The loss rose from {first} to {loss}; {saturated_least} or more of every layer is saturated.",
  },
];
