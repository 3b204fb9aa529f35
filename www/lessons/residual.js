// Lesson 13: residual connections carry a signal through 64 layers, if what each layer adds is small enough.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "Sixty-four GELU [layers](layers) of fifty neurons, each of which replaces the output of the one before. Its weights have a gain of 1.",
    link: "#preset=residual-depth&hidden=50x64&res=none",
    panel: "layers",
    question: {
      ask: "How much of the gradient at layer 64 arrives at layer 1?",
      choices: ["About a hundredth", "About a millionth", "Less than 10⁻¹⁵ of it"],
      answer: 2,
      because: "GELU’s slope near 0 is ½, and ½ multiplied 63 times by itself is 10⁻¹⁹.",
    },
    observe: "{grad_last} at layer 64, {grad_first} at layer 1. A step that small changes no bit of a float32 weight.",
  },
  {
    text: "A residual connection (He et al., 2016) adds a layer’s output to its input: x + f(x) instead of f(x). Gradients pass through the sum unchanged. Every [layer](layers) but the first has one now; the picture shows f(x), which is what each layer adds.",
    link: "#preset=residual-depth&hidden=50x64&branch=1",
    panel: "layers",
    question: {
      ask: "How do the activations look?",
      choices: ["They keep their size", "They grow from layer to layer", "They still shrink"],
      answer: 1,
      because: "Each sum is larger than its terms: the next layer gets more, and adds more. That multiplies.",
    },
    observe: "std {std_last} in layer 64; the first loss is {first}.",
  },
  {
    text: "Then add less: x + s · f(x), with s = 1/√64. (GPT-2 scales the initial weights of its N residual layers by 1/√N, for the same reason.) Look at the [layers](layers).",
    link: "#preset=residual-depth&hidden=50x64",
    panel: "layers",
    question: {
      ask: "How much larger is the std in layer 64 than in layer 2?",
      choices: ["Equal to two digits", "A few times", "Still a million times"],
      answer: 1,
      because: "Each layer adds a 64th of the variance of f(x): sixty-four such steps multiply to a small factor.",
    },
    observe:
      "std {std_second} in layer 2, {std_last} in layer 64; gradients {grad_last} at layer 64, {grad_second} at layer 2. All 64 layers can learn.",
  },
  {
    text: "Do they? Train it for 200 steps with plain SGD and no norm. The layers of the first card, without residual connections, are still at a [loss](loss) above 3 by then. Guessing by character frequency alone costs 2.82.",
    link: "#preset=residual-depth&hidden=50x64",
    panel: "loss",
    play: 200,
    question: {
      ask: "Do 64 layers get below 2.82 in 200 steps?",
      choices: ["Yes", "No: too deep for so few steps", "No: the loss grows"],
      answer: 0,
      because: "The first layer and the output are connected through the sums from the first step on.",
    },
    observe: "From {first} to {smooth} (smoothed).",
  },
  {
    text: "Or let training decide: s is a weight of each layer, and starts at 0 (SkipInit: De and Smith, 2020; ReZero: Bachlechner et al., 2020). Here are thirty ReLU [layers](layers) of that kind.",
    link: "#preset=rezero",
    panel: "layers",
    question: {
      ask: "What is the gradient at layers 2 to 30 before the first step?",
      choices: ["Exactly 0", "The same as at layer 1", "Smaller in each layer toward the input"],
      answer: 0,
      because:
        "What a layer adds is multiplied by s = 0, and so is its gradient. The gradient of s itself is not 0: after a step, nor is s.",
    },
    observe:
      "{grad_last} at layer 30, {grad_first} at layer 1: at first, only layer 1, the output layer and each s learn.",
  },
  {
    text: "Train it. Without residual connections, the same weights and the same rate of 0.1 reach a [loss](loss) of 2.87 in 100 steps.",
    link: "#preset=rezero",
    panel: "loss",
    play: 100,
    question: {
      ask: "Where is this network after 100 steps?",
      choices: ["Behind: its layers had to wait for s", "At the same loss", "Ahead"],
      answer: 2,
      because: "It starts as a network with one hidden layer, which learns quickly, and becomes deeper as it learns.",
    },
    observe: "The smoothed loss is {smooth}, and the gradient at layer 30 is {grad_last}.",
  },
];
