"""VRD, the Video Reuse Detector: find footage that films share.

``import vrd`` is cheap: TensorFlow and FAISS load only when a stage needs them.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
