"""Small networks of the kinds that people export from PyTorch, with random weights."""

import torch
from torch import nn
from torch.nn import functional


class Lrn(torch.autograd.Function):
    """Exported as the one operator that it is; PyTorch's own exporter writes a dozen."""

    @staticmethod
    def forward(_, x, size):
        return functional.local_response_norm(x, size, 1e-2, 0.75, 2.0)

    @staticmethod
    def symbolic(graph, x, size):
        return graph.op("LRN", x, alpha_f=1e-2, beta_f=0.75, bias_f=2.0, size_i=size)


class Normalised(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return Lrn.apply(x, self.size)


def lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
                         nn.Flatten(), nn.Linear(256, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.ReLU(),
                         nn.Linear(84, 10), nn.Softmax(1)), (1, 28, 28)


def alexnet():
    return nn.Sequential(nn.Conv2d(3, 16, 11, 4, 2), nn.ReLU(), Normalised(5), nn.MaxPool2d(3, 2),
                         nn.Conv2d(16, 24, 5, padding=2, groups=2), nn.ReLU(), Normalised(3), nn.MaxPool2d(3, 2),
                         nn.Conv2d(24, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Dropout(), nn.Flatten(),
                         nn.Linear(32 * 9, 50), nn.ReLU(), nn.Dropout(), nn.Linear(50, 10)), (3, 127, 127)


def vgg():
    layers, before = [], 3
    for width in (8, 8, 0, 16, 16, 0, 32, 32, 32, 0):
        if width == 0:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
        before = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 16, 64), nn.ReLU(), nn.Linear(64, 10)), (3, 32, 32)


class Residual(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
                               nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        plain = stride == 1 and before == width
        self.b = nn.Identity() if plain else nn.Sequential(nn.Conv2d(before, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return functional.relu(self.a(x) + self.b(x))


def resnet18():
    layers, before = [nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 8
    for width in (8, 16, 32, 64):
        layers += [Residual(before, width, 1 if width == 8 else 2), Residual(width, width, 1)]
        before = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)), (3, 64, 64)


class Inverted(nn.Module):
    def __init__(self, before, width, stride, activation, squeeze=False):
        super().__init__()
        self.add = stride == 1 and before == width
        self.up = nn.Sequential(nn.Conv2d(before, 3 * before, 1, bias=False), nn.BatchNorm2d(3 * before), activation(),
                                nn.Conv2d(3 * before, 3 * before, 3, stride, 1, groups=3 * before, bias=False),
                                nn.BatchNorm2d(3 * before), activation())
        self.scale = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3 * before, 4, 1), nn.ReLU(),
                                   nn.Conv2d(4, 3 * before, 1), nn.Hardsigmoid()) if squeeze else None
        self.down = nn.Sequential(nn.Conv2d(3 * before, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.up(x)
        if self.scale is not None:
            y = y * self.scale(y)
        y = self.down(y)
        return x + y if self.add else y


def mobilenet(activation=nn.ReLU6, squeeze=False):
    layers, before = [nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), activation()], 8
    for width, stride in ((8, 1), (12, 2), (12, 1), (16, 2), (16, 1)):
        layers.append(Inverted(before, width, stride, activation, squeeze))
        before = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(16, 10)), (3, 48, 48)


def mobilenet_v3():
    return mobilenet(nn.Hardswish, True)


class Branches(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def fire(before, squeeze, expand):
    return nn.Sequential(nn.Conv2d(before, squeeze, 1), nn.ReLU(),
                         Branches(nn.Sequential(nn.Conv2d(squeeze, expand, 1), nn.ReLU()),
                                  nn.Sequential(nn.Conv2d(squeeze, expand, 3, padding=1), nn.ReLU())))


def squeezenet():
    return nn.Sequential(nn.Conv2d(3, 16, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), fire(16, 4, 12),
                         fire(24, 4, 12), nn.MaxPool2d(3, 2, ceil_mode=True), fire(24, 6, 16), nn.Conv2d(32, 10, 1),
                         nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()), (3, 50, 50)


def googlenet():
    def unit(before, width, kernel):
        return nn.Sequential(nn.Conv2d(before, width, kernel, padding=kernel // 2), nn.BatchNorm2d(width), nn.ReLU())

    def inception(before):
        return Branches(unit(before, 8, 1), nn.Sequential(unit(before, 4, 1), unit(4, 8, 3)),
                        nn.Sequential(unit(before, 4, 1), unit(4, 8, 5)),
                        nn.Sequential(nn.MaxPool2d(3, 1, 1), unit(before, 8, 1)))

    return nn.Sequential(unit(3, 8, 7), nn.MaxPool2d(3, 2, 1), inception(8), inception(32), nn.AvgPool2d(3, 2, 1),
                         inception(32), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10)), (3, 40, 40)


def darknet(before, width, kernel=3):
    return nn.Sequential(nn.Conv2d(before, width, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.1))


class Yolo(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(darknet(3, 8), nn.MaxPool2d(2), darknet(8, 16), nn.MaxPool2d(2), darknet(16, 32))
        self.b = nn.Sequential(nn.MaxPool2d(2), darknet(32, 32), darknet(32, 16, 1), nn.Upsample(scale_factor=2))
        self.c = nn.Sequential(darknet(48, 32), nn.Conv2d(32, 21, 1))

    def forward(self, x):
        a = self.a(x)
        return self.c(torch.cat([self.b(a), a], 1))


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        def twice(before, width):
            return nn.Sequential(nn.Conv2d(before, width, 3, padding=1), nn.LeakyReLU(0.01),
                                 nn.ZeroPad2d((1, 1, 1, 1)), nn.Conv2d(width, width, 3), nn.SiLU())
        self.a, self.b, self.c, self.d = twice(1, 8), twice(8, 16), twice(24, 8), nn.Conv2d(8, 2, 1)

    def forward(self, x):
        a = self.a(x)
        b = functional.interpolate(self.b(functional.max_pool2d(a, 2)), scale_factor=2, mode="nearest")
        return self.d(self.c(torch.cat([a, b], 1)))


NETWORKS = {"lenet": lenet, "alexnet": alexnet, "vgg": vgg, "resnet18": resnet18, "mobilenet_v2": mobilenet,
            "mobilenet_v3": mobilenet_v3, "squeezenet": squeezenet, "googlenet": googlenet,
            "unet": lambda: (Unet(), (1, 32, 32)), "yolov3_tiny": lambda: (Yolo(), (3, 48, 48))}


def made(name):
    """The network as if it had been trained: statistics of batch normalisation are no longer 0 and 1."""
    torch.manual_seed(len(name))
    network, shape = NETWORKS[name]()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return network.eval(), shape
