"""What handlers ask for by type: the services of the app they run in."""

from typing import Annotated

from fastapi import Depends, Request

from ui.wiring import Services


def services_of(request: Request) -> Services:
    """Return the services that the app was created with."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesOf = Annotated[Services, Depends(services_of)]
