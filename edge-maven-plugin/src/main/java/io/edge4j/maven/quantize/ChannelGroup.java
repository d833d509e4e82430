package io.edge4j.maven.quantize;

import java.util.List;

/**
 * Values that have the same channels, because nothing but operators that treat each channel alike
 * and keep factors lies between them: what some layers make and others read. Whatever factor a
 * channel is divided by where it is made, it can be multiplied by again where it is read.
 *
 * @param channels how many
 * @param makers layers that make the channels
 * @param readers layers that read them
 */
record ChannelGroup(int channels, List<EqualizedLayer> makers, List<Reader> readers) {

  /**
   * A layer that reads the channels.
   *
   * @param width how many inputs of the layer belong to one channel, one after the other: more than
   *     one where the positions of a picture were flattened
   */
  record Reader(EqualizedLayer layer, int width) {}
}
