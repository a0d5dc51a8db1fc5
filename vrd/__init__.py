"""Find footage that films share: VRD, the Video Reuse Detector.

``import vrd`` is cheap: TensorFlow and FAISS load only when a stage needs them.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
