// Lesson 12: nn.Linear's default initialization, and what is left of a signal after thirty layers of it.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "PyTorch’s nn.Linear draws weights and biases evenly from ±1/√n. Numbers spread evenly over ±a have variance a²/3, so these weights have std 0.58/√n: a gain of 0.58. Here are five tanh [layers](layers), all by default.",
    link: "#preset=torch-default",
    panel: "layers",
    question: {
      ask: "Compared with layer 5, how large are the gradients at layer 1?",
      choices: ["The same", "About a tenth", "About a ten-thousandth"],
      answer: 1,
      because: "Near 0, tanh changes little, and each layer multiplies gradients by about 0.58: a ninth after four.",
    },
    observe: "{grad_last} at layer 5, {grad_first} at layer 1. Five layers can still learn with that.",
  },
  {
    text: "Now thirty layers, and ReLU, which keeps half of the variance: together with the default weights, a sixth in each [layer](layers), or 0.41 of the std. To see it undisturbed, all biases are 0 at first.",
    link: "#preset=torch-default&hidden=100x30&act=relu&b=zero",
    panel: "layers",
    question: {
      ask: "What is left of the std in layer 30?",
      choices: ["About a thousandth", "About a millionth", "Less than a billionth"],
      answer: 2,
      because: "0.41 multiplied 29 times by itself is 6·10⁻¹².",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 30; gradients {grad_last} at layer 30, {grad_first} at layer 1.",
  },
  {
    text: "The same [layers](layers) with PyTorch’s default biases, which are random too. The std of their activations no longer vanishes.",
    link: "#preset=torch-default&hidden=100x30&act=relu",
    panel: "layers",
    question: {
      ask: "Do the biases keep the network alive?",
      choices: ["Yes: signal and gradients arrive", "Only in looks: all examples become alike", "No: nothing changes"],
      answer: 1,
      because:
        "Where hardly any input arrives, a layer’s output is made of its biases: the same for every example. What differs between examples, and every gradient, still shrinks by 0.41 per layer.",
    },
    observe:
      "The std in layer 30 is {std_last}, but the gradient at layer 1 is {grad_first}. Press layer 30: in its map, the rows of all examples are alike.",
  },
  {
    text: "What can a network learn whose examples all look alike to its last layers? Train it, and see the [loss](loss).",
    link: "#preset=torch-default&hidden=100x30&act=relu",
    panel: "loss",
    play: 200,
    question: {
      ask: "What has it learned after 200 steps?",
      choices: ["Which characters follow which", "Only how frequent each character is", "Nothing"],
      answer: 1,
      because: "The output layer gets the same input for every context, so it gives the same guess: the frequencies.",
    },
    observe: "The smoothed loss is {smooth}. To guess by frequency alone costs 2.82.",
  },
  {
    text: "Hardly anyone notices, because deep networks have more than linear layers. Here are the same default weights, biases and rate, with [LayerNorm](controls) and residual connections (lessons 13 and 14).",
    link: "#preset=torch-default&hidden=100x30&act=relu&norm=layer&res=pre",
    panel: "loss",
    keepsCurve: true,
    play: 200,
    question: {
      ask: "Does it get past 2.82 in as many steps?",
      choices: ["No: the weights are as small as before", "Yes"],
      answer: 1,
      because: "The norm scales each layer’s input back to std 1, and gradients pass through the sums undiminished.",
    },
    observe: "The smoothed loss is {smooth}, and gradients are {grad_last} at layer 30, {grad_first} at layer 1.",
  },
];
