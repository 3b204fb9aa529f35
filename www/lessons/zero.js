// Lesson 7: where weights of exactly zero do no harm, and where nothing ever learns.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "A weight’s gradient is a product: the input from below times the gradient from above. Where one of them is 0, so is the product. Here the output weights W2 are 0 and the hidden weights W1 are random. Look at the [weight gradients](weights).",
    link: "#preset=kaiming&b=zero&out=std:0",
    panel: "weights",
    question: {
      ask: "Which gradient is exactly 0 at step 0?",
      choices: ["W1’s", "W2’s", "Neither"],
      answer: 0,
      because:
        "The gradient reaches the hidden neurons through W2 = 0. W2’s own gradient needs only their activations.",
    },
    observe: "std of W1’s gradient {wgrad_first}, of W2’s {wgrad_last}.",
  },
  {
    text: "The same network again. Its first step changes W2 but not W1. Continue to step 100, and watch the [loss](loss).",
    link: "#preset=kaiming&b=zero&out=std:0",
    panel: "loss",
    play: 100,
    question: {
      ask: "Does W1 ever start to learn?",
      choices: ["Never", "From the second step on"],
      answer: 1,
      because:
        "W2 is no longer 0, so gradients pass. A zero output layer is harmless, and its first loss is exactly ln V.",
    },
    observe: "The std of W1’s gradient is now {wgrad_first}, and the loss went from {first} to {smooth} (smoothed).",
  },
  {
    text: "The other way around: W1 and the hidden biases are 0, W2 is random. Every neuron’s [activation](layers) is tanh(0) = 0.",
    link: "#preset=kaiming&b=zero&w=std:0",
    panel: "weights",
    question: {
      ask: "Which gradient is exactly 0 at step 0?",
      choices: ["W1’s", "W2’s", "Both"],
      answer: 1,
      because:
        "W2’s input is 0. W1 has inputs, and W2’s random weights give each neuron a different gradient, so they become different.",
    },
    observe: "std of W1’s gradient {wgrad_first}, of W2’s {wgrad_last}. After one step, both learn.",
  },
  {
    text: "Now both are 0, and so are all biases. Train it, and look at the [weight gradients](weights).",
    link: "#preset=kaiming&b=zero&w=std:0&out=std:0",
    panel: "loss",
    play: 500,
    question: {
      ask: "What can learn here?",
      choices: ["Everything, only later", "Only the output bias", "Nothing: the loss stays at ln V"],
      answer: 1,
      because:
        "Each weight’s gradient has a factor that is 0 and stays 0. The output bias needs neither an input nor a weight.",
    },
    observe:
      "The loss fell from {first} to {smooth} (smoothed): the network learned only how frequent each character is. Every weight gradient is exactly 0.",
  },
  {
    text: "Finally, a deep network: five hidden layers of zero weights below random output weights; biases start at 0 and learn. Look at the [layers](layers).",
    link: "#preset=deep-gain-1&w=std:0",
    panel: "layers",
    play: 300,
    question: {
      ask: "After 300 steps, which hidden weights have changed?",
      choices: ["All of them", "Only layer 5’s", "None"],
      answer: 2,
      because:
        "Layer 5 gets a gradient but no input: layer 4 is 0. Layers 1 to 4 get no gradient through zero weights.",
    },
    observe:
      "Layer 5’s bias learns (its std is {std_last}) and so does the output layer. Hidden weights stay 0 forever: that is why they are initialized at random.",
  },
];
