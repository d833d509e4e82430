/** Arrays as NumPy saves them: {@code .npy} files, alone or in an {@code .npz}. */
@NullMarked
package io.edge4j.maven.dataset.tensors;

import org.jspecify.annotations.NullMarked;
